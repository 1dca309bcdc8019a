;; Fleetwood Commercial Vehicle Credit. Policy CV-12, approved by credit committee.
;; (a) through (q) follow the policy's paragraphs.

(defrule a-welcome-visit
  "The account officer shall visit within thirty (30) days of the contract."
  :when (and (= loan-status "Open") (<= status-loan-age 30))
  :then [(checklist/check {:checklist "CV" :items ["Visit"]})]
  :once :never-again)

(defrule b-first-notice
  "A first notice is issued on or after the eleventh (11th) day, but not later than the twentieth (20th)."
  :when (and (= loan-status "Open") (>= status-days-past-due 11) (<= status-days-past-due 20))
  :then [(checklist/check {:checklist "CV" :items ["First notice"]})])

(defrule c-cross-default
  "Cross-default review where arrears exceed two (2) instalments."
  :when (and (= loan-status "Open") (> status-amount-due (* 2 setup-payment)))
  :then [(loan/set {:add-portfolios ["Cross Default Review"]})])

(defrule d-review-closed
  "The review is closed when arrears do not exceed one (1) instalment."
  :when (and (= true (-> portfolio :61 :active)) (<= status-amount-due setup-payment))
  :then [(loan/set {:remove-portfolios ["Cross Default Review"]})])

(defrule e-extension
  "An extension may be granted to a customer with not fewer than twelve (12) payments made who is not more than twenty-nine (29) days in arrears."
  :when (and (= "E" (-> settings-custom-fields :3 :value)) (>= payments-count 12) (<= status-days-past-due 29))
  :then [(due-date/change {:due-date "next" :base-date :next-due-date :plus-months 1})]
  :once :never-again
  :examples [{:given {:settings-custom-fields {:3 {:value "E"}} :payments-count 12 :status-days-past-due 29} :fires true}
             {:given {:settings-custom-fields {:3 {:value "E"}} :payments-count 11 :status-days-past-due 0} :fires false}
             {:given {:settings-custom-fields {:3 {:value "E"}} :payments-count 12 :status-days-past-due 30} :fires false}])

(defrule f-telematics
  "Telematics shall be installed on units financed for $75,000 or more."
  :when (and (= loan-status "Open") (>= setup-loan-amount 75000M))
  :then [(checklist/uncheck {:checklist "CV" :items ["Telematics"]})])

(defrule g-insurance
  "Evidence of insurance expiring in less than twenty-one (21) days shall be renewed."
  :when (and (= loan-status "Open") (some? insurance-end-date) (< (u/days-between current-date insurance-end-date) 21))
  :then [(checklist/uncheck {:checklist "CV" :items ["Insurance"]})])

(defrule h-default
  "Default is declared upon the sixty-first (61st) day of arrears."
  :when (and (= loan-status "Open") (>= status-days-past-due 61) (not= loan-sub-status "Bankruptcy"))
  :then [(loan/set {:loan-sub-status "Default"}) (checklist/check {:checklist "CV" :items ["Default notice"]})])

(defrule i-recovery
  "Physical recovery is ordered when the default has continued for ninety (90) days or longer and exposure is not less than $8,000."
  :when (and (= loan-sub-status "Default") (>= status-days-past-due 90) (>= status-payoff 8000M))
  :then [(loan/set {:loan-sub-status "Out for Repo" :repossession-date {:base :current-date :plus-days 5}})])

(defrule j-recovery-uneconomic
  "Recovery is uneconomic below that exposure."
  :when (and (= loan-sub-status "Out for Repo") (< status-payoff 8000M))
  :then [(loan/set {:loan-sub-status "Default"})])

(defrule k-cure
  "A default is deemed cured upon payment of all but ten (10) days of arrears or fewer."
  :when (and (= loan-sub-status "Default") (<= status-days-past-due 10))
  :then [(loan/set {:loan-sub-status "Repaying"})])

(defrule l-balloon
  "Balloon notices not earlier than one hundred twenty (120) days, and not later than sixty (60), before maturity."
  :when (and (= loan-status "Open") (some? status-orig-maturity-date)
             (<= (u/date-compare status-orig-maturity-date current-date) 120)
             (>= (u/date-compare status-orig-maturity-date current-date) 60))
  :then [(checklist/check {:checklist "CV" :items ["Balloon notice"]})])

(defrule m-loan-to-value
  "Watch where the balance stands above one hundred and ten percent of book value."
  :when (and (= loan-status "Open") (some? (-> collateral-position :id1 :collateral-book-value))
             (> status-principal-balance (* 1.10M (-> collateral-position :id1 :collateral-book-value))))
  :then [(loan/set {:add-portfolios ["Watch"]})])

(defrule n-high-mileage
  "High-mileage units."
  :when (and (= loan-status "Open") (some? (-> collateral-position :id1 :collateral-distance))
             (> (-> collateral-position :id1 :collateral-distance) 400000))
  :then [(loan/set {:add-portfolios ["High Mileage"]})])

(defrule o-loss
  "A loss is recognised no later than day one hundred eighty-one (181)."
  :when (and (= loan-sub-status "Out for Repo") (>= status-days-past-due 181) (> status-payoff 0M))
  :then [(credit/add {:type "Regular" :category "Loss" :charge-off true :amount {:base :payoff :plus 0M} :info "CV-12 (o)" :date :current-date})
         (loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"})])

(defrule p-fleet-rate
  "Fleet rate for operators in good order: neither a returned payment nor more than one 30-day late in two years."
  :when (and (= loan-sub-status "Repaying") (< payments-nsf-count 1) (<= status-24-dpd-30 1))
  :then [(loan/set {:add-portfolios ["Fleet Rate"]})])

(defrule q-tolerance
  "A tolerance of ten dollars ($10) applies at payoff."
  :when (and (= loan-sub-status "Pending Payoff") (> status-payoff 0M) (<= status-payoff 10M))
  :then [(credit/add {:type "Regular" :category "Tolerance" :charge-off false :amount {:base :payoff :plus 0M} :info "CV-12 (q)" :date :current-date})])
