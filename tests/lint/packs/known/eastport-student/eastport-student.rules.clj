; Eastport private student loans. "sep" = separation from school. Vintage rules in the second half.

(defrule in-school-check
  "Enrollment is verified for loans that are still young (under two years)."
  :when (and (= loan-status "Open") (= loan-sub-status "In School") (< status-loan-age 730))
  :then [(checklist/uncheck {:checklist "School" :items ["Enrollment"]})])

(defrule grace-letter
  "Grace period ends in 30 days or less: tell them what they will owe."
  :when (and (= loan-sub-status "Grace") (some? setup-first-payment-date)
             (<= (u/date-compare setup-first-payment-date current-date) 30))
  :then [(checklist/check {:checklist "School" :items ["Grace letter"]})])

(defrule grace-over
  "First due date has come."
  :when (and (= loan-sub-status "Grace") (some? setup-first-payment-date)
             (>= (u/date-compare current-date setup-first-payment-date) 0))
  :then [(loan/set {:loan-sub-status "Repaying"})])

(defrule reach-out
  "Reach out before it hurts: 10 days or more, but under 30."
  :when (and (= loan-status "Open") (>= status-days-past-due 10) (< status-days-past-due 30))
  :then [(checklist/check {:checklist "School" :items ["Outreach"]})])

(defrule default-prevention
  "Default prevention team takes all that is 30+ days."
  :when (and (= loan-status "Open") (>= status-days-past-due 30))
  :then [(loan/set {:add-portfolios ["Default Prevention"]})])

(defrule prevention-success
  "Success: under 30."
  :when (and (= true (-> portfolio :1 :active)) (< status-days-past-due 30))
  :then [(loan/set {:remove-portfolios ["Default Prevention"]})])

(defrule reduced-payment
  "Reduced payment plan: within 90 days of the last full payment and no earlier modification."
  :when (and (= "rpp" (-> settings-custom-fields :5 :value)) (some? status-loan-recency) (<= status-loan-recency 90) (< loan-modification-count 1))
  :then [(loan/set {:loan-sub-status "Modified Plan"})])

(defrule forbearance
  "Unemployment forbearance; up to 120 days past due it can be backdated."
  :when (and (= "unemp" (-> settings-custom-fields :5 :value)) (<= status-days-past-due 120))
  :then [(loan/set {:loan-sub-status "Forbearance"}) (dpd/reset) (apd/reset {:type "zero"})])

(defrule cosigner-release
  "Cosigners may be released from loans with 36 or more on-time payments and a borrower score of at least 690."
  :when (and (= loan-sub-status "Repaying") (>= payments-count 36) (= status-unique-delinquencies 0)
             (>= (or (-> customer :primary :credit-score-average) 0) 690))
  :then [(loan/set {:add-portfolios ["Cosigner Release"]})]
  :examples [{:given {:loan-sub-status "Repaying" :payments-count 36 :customer {:primary {:credit-score-average 690}}} :fires true}
             {:given {:loan-sub-status "Repaying" :payments-count 35 :customer {:primary {:credit-score-average 690}}} :fires false}
             {:given {:loan-sub-status "Repaying" :payments-count 36 :customer {:primary {:credit-score-average 689}}} :fires false}])

(defrule cosigner-notice
  "The cosigner is told as soon as 45 days have passed without a payment that was due."
  :when (and (= loan-status "Open") (>= status-days-past-due 45))
  :then [(checklist/check {:checklist "School" :items ["Cosigner notice"]})])

(defrule vintage-charge-off
  :when (and (= loan-status "Open") (> status-days-past-due 180) (> status-payoff 0M))
  :then [(credit/add {:type "Regular" :category "Charge-off" :charge-off true :amount {:base :payoff :plus 0M} :info "vintage" :date :current-date})
         (loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"})])

(defrule vintage-litigation
  "Litigation is for balances over $15,000 that nobody has paid on in six months."
  :when (and (= loan-sub-status "Charged Off") (> status-net-charge-off 15000M) (> (or status-loan-recency 9999) 180))
  :then [(loan/set {:add-portfolios ["Litigation"]})])

(defrule vintage-no-litigation
  "no litigation"
  :when (and (= true (-> portfolio :4 :active)) (<= status-net-charge-off 15000M))
  :then [(loan/set {:remove-portfolios ["Litigation"]})])

(defrule rate-discount
  "Quarter point off for autopay customers: twelve payments, no returns."
  :when (and (= loan-sub-status "Repaying") (= settings-autopay-enabled true) (>= payments-count 12) (< payments-nsf-count 1))
  :then [(loan/set {:add-portfolios ["Rate Discount"]})])

(defrule discount-lost
  "Discount lost at the second return."
  :when (and (= true (-> portfolio :5 :active)) (>= payments-nsf-count 2))
  :then [(loan/set {:remove-portfolios ["Rate Discount"]})])

(defrule last-cents
  :when (and (= loan-sub-status "Pending Payoff") (> status-payoff 0M) (< status-payoff 5M))
  :then [(credit/add {:type "Regular" :category "Small balance" :charge-off false :amount {:base :payoff :plus 0M} :info "cents" :date :current-date})])
