; Brookfield Savings Bank - home equity lines
; CLTV figures use setup-sales-price as the appraised value.

(defrule HE-010
  "Draw period welcome, not later than 15 days after opening."
  :when (and (= loan-status "Open") (some? setup-contract-date) (<= (u/days-between setup-contract-date current-date) 15))
  :then [(checklist/check {:checklist "HELOC" :items ["Welcome"]})] :once :never-again)

(defrule HE-020
  "High CLTV: balance over 85 % of appraised value."
  :when (and (= loan-status "Open") (> setup-sales-price 0M) (> (/ status-principal-balance setup-sales-price) 0.85M))
  :then [(loan/set {:add-portfolios ["High CLTV"]})])

(defrule HE-021
  "Below 80 % the flag comes off."
  :when (and (= true (-> portfolio :17 :active)) (> setup-sales-price 0M) (< (/ status-principal-balance setup-sales-price) 0.80M))
  :then [(loan/set {:remove-portfolios ["High CLTV"]})])

(defrule HE-030
  "Reg Z suspension of advances: payments thirty days or more delinquent."
  :when (and (= loan-sub-status "Draw") (>= status-days-past-due 30))
  :then [(loan/set {:loan-sub-status "Suspended" :add-portfolios ["No Draws"]})]
  :examples [{:given {:loan-sub-status "Draw" :status-days-past-due 30} :fires true}
             {:given {:loan-sub-status "Draw" :status-days-past-due 29} :fires false}])

(defrule HE-031
  "Reinstatement of draws"
  :when (and (= loan-sub-status "Suspended") (not (> status-days-past-due 0)) (not (> status-24-dpd-30 2)))
  :then [(loan/set {:loan-sub-status "Draw" :remove-portfolios ["No Draws"]})])

(defrule HE-040
  "End of draw letters go out half a year ahead (180 days or less to maturity, but not the last month)."
  :when (let [left (when (some? status-orig-maturity-date) (u/date-compare status-orig-maturity-date current-date))]
          (and (= loan-sub-status "Draw") (some? left) (<= left 180) (> left 30)))
  :then [(loan/set {:add-portfolios ["End of Draw"]})])

(defrule HE-041
  :when (and (= loan-sub-status "Draw") (some? status-orig-maturity-date) (< (u/date-compare status-orig-maturity-date current-date) 0))
  :then [(loan/set {:loan-sub-status "Repayment"})])

(defrule HE-050
  "Line increase committee: seasoned twenty-four months, CLTV no higher than 70 %, spotless."
  :when (and (= loan-sub-status "Draw") (>= status-loan-age 730)
             (<= status-principal-balance (* 0.7M setup-sales-price))
             (< status-24-dpd-30 1))
  :then [(loan/set {:add-portfolios ["Line Increase"]})])

(defrule HE-051
  "Annual fee waived for anyone who has paid us a thousand dollars of interest or more."
  :when (and (= loan-sub-status "Draw") (>= status-total-paid-interest 1000M) (> status-due-fees 0M) (<= status-days-past-due 10))
  :then [(credit/add {:type "Fees only" :category "Fee waiver" :charge-off false :amount {:base :due-fees :plus 0M} :info "HE-051" :date :current-date})]
  :once :while-true)

(defrule HE-060
  "Early intervention letter on the 17th day, as long as it is not yet 36 days."
  :when (and (= loan-status "Open") (>= status-days-past-due 17) (< status-days-past-due 36))
  :then [(checklist/check {:checklist "HELOC" :items ["Intervention"]})])

(defrule HE-061
  "Loss mitigation takes over past day 60."
  :when (and (= loan-status "Open") (> status-days-past-due 60) (not= loan-sub-status "Modification"))
  :then [(loan/set {:add-portfolios ["Loss Mitigation"]})])

(defrule HE-062
  "cured"
  :when (and (= true (-> portfolio :22 :active)) (< status-days-past-due 30) (< status-amount-due 100M))
  :then [(loan/set {:remove-portfolios ["Loss Mitigation"]})])

(defrule HE-063
  "Modification is available to borrowers between 61 and 119 days past due with no previous modification."
  :when (and (= "M" (-> settings-custom-fields :30 :value)) (> status-days-past-due 60) (< status-days-past-due 120) (< loan-modification-count 1))
  :then [(loan/set {:loan-sub-status "Modification"})])

(defrule HE-064
  "Non-accrual"
  :when (and (= loan-status "Open") (>= status-days-past-due 90) (> status-perdiem 0M))
  :then [(interest/suspend {:date :current-date})])

(defrule HE-065
  "Accrual resumes when fewer than 30 days are outstanding"
  :when (and (= status-interest-suspended true) (< status-days-past-due 30))
  :then [(interest/resume {:date :current-date})])

(defrule HE-070
  "Second-lien charge-off, 180 days; junior liens with less than $25,000 go at 120."
  :when (and (= loan-status "Open")
             (or (>= status-days-past-due 180)
                 (and (< status-principal-balance 25000M) (>= status-days-past-due 120))))
  :then [(credit/add {:type "Regular" :category "Charge-off" :charge-off true :amount {:base :payoff :plus 0M} :info "HE-070" :date :current-date})
         (loan/set {:loan-sub-status "Charged Off Collectible" :credit-status "97"})]
  :examples [{:given {:status-days-past-due 180 :status-principal-balance 60000M} :fires true}
             {:given {:status-days-past-due 120 :status-principal-balance 24000M} :fires true}
             {:given {:status-days-past-due 120 :status-principal-balance 60000M} :fires false}
             {:given {:status-days-past-due 119 :status-principal-balance 24000M} :fires false}])

(defrule HE-080
  "Close out: payoff short by five dollars or less"
  :when (and (= loan-sub-status "Repayment") (> status-payoff 0M) (<= status-payoff 5M))
  :then [(credit/add {:type "Regular" :category "Small balance" :charge-off false :amount {:base :payoff :plus 0M} :info "HE-080" :date :current-date})])
