;; Bayside: loans to law firms (case cost lines). Partners hate phone calls.

(def cure-window 9)

(defrule courtesy-note "Courtesy note: a payment that is between two and nine days behind."
  :when (and (= loan-status "Open") (u/between? status-days-past-due 2 cure-window))
  :then [(checklist/check {:checklist "Firm" :items ["Note"]})])

(defrule partner-call "A partner is called after the cure window has closed."
  :when (and (= loan-status "Open") (> status-days-past-due cure-window) (> status-amount-due 100M))
  :then [(checklist/check {:checklist "Firm" :items ["Partner call"]})])

(defrule draw-stop "Draws stop at the end of the third week in arrears."
  :when (and (= loan-sub-status "Drawing") (>= status-days-past-due 21))
  :then [(loan/set {:loan-sub-status "Draw Stop"})])

(defrule draw-again "Drawing may go on once nothing older than the cure window is left and a tenth of the line is available."
  :when (and (= loan-sub-status "Draw Stop") (<= status-days-past-due cure-window) (>= status-available-credit (* 0.1M setup-credit-limit)))
  :then [(loan/set {:loan-sub-status "Drawing"})])

(defrule case-review "Lines above $750,000 have their docket reviewed each quarter."
  :when (and (= loan-status "Open") (> setup-credit-limit 750000M) (contains? #{3 6 9 12} (u/month current-date)))
  :then [(checklist/uncheck {:checklist "Firm" :items ["Docket"]})])

(defrule usage-thin "Firms that use less than a quarter of their line pay the unused fee."
  :when (and (= loan-sub-status "Drawing") (< (- setup-credit-limit status-available-credit) (* 0.25M setup-credit-limit)))
  :then [(loan/set {:add-portfolios ["Unused Fee"]})])

(defrule usage-fine
  :when (and (= true (-> portfolio :2 :active)) (>= (- setup-credit-limit status-available-credit) (* 0.25M setup-credit-limit)))
  :then [(loan/set {:remove-portfolios ["Unused Fee"]})])

(defrule rating-c "Rating C: two to three 30-day lates."
  :when (and (= loan-status "Open") (>= status-24-dpd-30 2) (<= status-24-dpd-30 3))
  :then [(loan/set {:add-portfolios ["C"] :remove-portfolios ["A" "D"]})])

(defrule rating-d "Rating D: four lates or worse."
  :when (and (= loan-status "Open") (>= status-24-dpd-30 4))
  :then [(loan/set {:add-portfolios ["D"] :remove-portfolios ["A" "C"]})])

(defrule rating-a "Rating A."
  :when (and (= loan-status "Open") (<= status-24-dpd-30 1))
  :then [(loan/set {:add-portfolios ["A"] :remove-portfolios ["C" "D"]})])

(defrule guaranty "We turn to the guarantors if the firm has been silent, i.e. nothing came in for seventy-five days."
  :when (and (= loan-sub-status "Draw Stop") (or (nil? status-loan-recency) (>= status-loan-recency 75)))
  :then [(loan/set {:add-portfolios ["Guaranty Call"]})])

(defrule guaranty-off "Money came in again."
  :when (and (= true (-> portfolio :5 :active)) (some? status-loan-recency) (< status-loan-recency 75))
  :then [(loan/set {:remove-portfolios ["Guaranty Call"]})])

(defrule default "Event of default: ninety days, whatever the amount; sixty where more than half a million is out."
  :when (and (= loan-status "Open")
             (or (>= status-days-past-due 90)
                 (and (> status-principal-balance 500000M) (>= status-days-past-due 60))))
  :then [(loan/set {:loan-sub-status "Default" :add-portfolios ["Legal"]})]
  :examples [{:given {:status-days-past-due 90 :status-principal-balance 1000M} :fires true}
             {:given {:status-days-past-due 60 :status-principal-balance 500001M} :fires true}
             {:given {:status-days-past-due 60 :status-principal-balance 500000M} :fires false}
             {:given {:status-days-past-due 59 :status-principal-balance 900000M} :fires false}])

(defrule waive-default-interest "Default interest is given back to firms that cure inside ten days."
  :when (and (= loan-sub-status "Default") (<= status-days-past-due 10) (> status-due-interest 0M))
  :then [(credit/add {:type "Regular" :category "Waiver" :charge-off false :amount {:base :due-interest :plus 0M} :info "cure" :date :current-date})])

(defrule impaired
  :when (and (= loan-sub-status "Default") (> status-days-past-due 270) (> status-payoff 0M))
  :then [(loan/set {:loan-sub-status "Charged Off Collectible" :credit-status "97"})
         (credit/add {:type "Regular" :category "Impairment" :charge-off true :amount {:base :payoff :plus 0M} :info "impaired" :date :current-date})])

(defrule crumbs "Anything up to $75 when a case line closes."
  :when (and (= loan-sub-status "Closing") (> status-payoff 0M) (<= status-payoff 75M))
  :then [(credit/add {:type "Regular" :category "Waiver" :charge-off false :amount {:base :payoff :plus 0M} :info "crumbs" :date :current-date})])
